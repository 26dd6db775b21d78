/**
 * So much later than due is a hang; less may be a busy machine. Shorter than each time limit of the program's own that
 * a deadline has to cut, of which a heartbeat's 5 s is the least.
 */
export const A_HANG_MS = 4000;
