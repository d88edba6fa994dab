/* The probe protocol: a scenario that answers for batches, so that a tool can
 * keep several of them ready and ask them in turn.
 *
 * Started with --probe, the program reads lines from stdin and answers each
 * with one line on stdout:
 *
 *     batch 1000          do it 1000 times
 *     bare 1000           the same calls, without what is being measured
 *     2400123 1000        took 2,400,123 ns; the kernel counted 1000
 *
 * It ends with status 0 at the end of its input, with 2 at a line that is not
 * a request, and with the run's status when a run fails. */
#ifndef KIT_PROBE_H
#define KIT_PROBE_H

/* Serve requests for `scenario`; returns the exit status. */
int probe_serve(void *options);

#endif
