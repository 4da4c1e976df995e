#ifndef CEXCHANGE_H
#define CEXCHANGE_H

/* Swaps two folders in one step (RENAME_EXCHANGE), so that readers see the old or the new one.
 * 0, or -1 with errno; ENOSYS where the system can't. */
int sluice_exchange(const char *a, const char *b);

#endif
