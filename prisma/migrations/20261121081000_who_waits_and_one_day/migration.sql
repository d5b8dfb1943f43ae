-- Since when a person, who had been told that somebody comes, waits for another and has not heard so.
ALTER TABLE "service" ADD COLUMN "lost_volunteer_at" TIMESTAMPTZ(3);
-- What is printed leads to that day alone.
ALTER TABLE "volunteer_page_link" ADD COLUMN "day_on" DATE;
