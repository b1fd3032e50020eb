/** The largest file that is taken, in bytes. */
export const LARGEST_UPLOAD = 20_000_000;
/** How long a file waits for the mutation that takes it. */
export const UPLOAD_HOURS = 24;
/** How long somebody may still be told that a handle has expired or was used. */
export const UPLOAD_REMEMBERED_DAYS = 30;
/** How long a file may be on its way; what was broken off by a crash is swept after that. */
export const ARRIVAL_MINUTES = 10;
/** How much one uploader may have waiting, in bytes. */
export const MOST_WAITING = 200_000_000;
/** The largest that the parts of a zip may say they are together, unpacked. */
export const LARGEST_UNPACKED = 100_000_000;
