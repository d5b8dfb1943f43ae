/** Three minutes, with the database and without. */
export const LONGEST_MESSAGE_SECONDS = 180
/** Those who think before they go on are not cut off. */
export const SILENCE_ENDS_MESSAGE_SECONDS = 10
