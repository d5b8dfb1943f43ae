import { inflateSync } from 'node:zlib'
import jsqr from 'jsqr'

const PIXELS_PER_POINT = 4
const PAGE = { width: 596, height: 842 }
/** A rectangle, the red of its colour, and that it is filled. */
const filled =
  /(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re\s+\/DeviceRGB cs\s+([\d.]+) [\d. ]+ scn\s+(?:\/\w+ gs\s+)?f\b/g

// A CommonJS module: what it exports by default is a property of what Node imports.
const decode = jsqr as unknown as typeof import('jsqr').default

/** What the squares printed on each page of a PDF say, as a telephone's camera would read them off the paper. */
export function printedQrs(pdf: Buffer): string[] {
  return streamsOf(pdf).flatMap((content) => {
    const pixels = paint(content)
    const found = decode(pixels, PAGE.width * PIXELS_PER_POINT, PAGE.height * PIXELS_PER_POINT)
    return found ? [found.data] : []
  })
}

/** The drawing instructions of each page that draws filled rectangles. */
function streamsOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1')
  return [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].flatMap(([, body = '']) => {
    try {
      const content = inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
      return content.search(filled) >= 0 ? [content] : []
    } catch {
      // Not one that is compressed so: a font, a picture.
      return []
    }
  })
}

/** White paper, and its rectangles one over the other. */
function paint(content: string): Uint8ClampedArray {
  const width = PAGE.width * PIXELS_PER_POINT
  const pixels = new Uint8ClampedArray(width * PAGE.height * PIXELS_PER_POINT * 4).fill(255)
  for (const [, ...numbers] of content.matchAll(filled)) {
    const [x = 0, y = 0, w = 0, h = 0] = numbers.map((number) => Number(number) * PIXELS_PER_POINT)
    const shade = Number(numbers[4]) * 255
    for (let row = Math.round(y); row < Math.round(y + h); row++) {
      for (let column = Math.round(x); column < Math.round(x + w); column++) {
        pixels.fill(shade, (row * width + column) * 4, (row * width + column) * 4 + 3)
      }
    }
  }
  return pixels
}
