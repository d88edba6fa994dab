/* Which check is at work, on stderr, if that is a terminal and the wait is
 * long. Before progress_begin, as in a class, nothing is shown. */
#pragma once

void progress_begin(void);
void progress_check(const char *model, const char *name, int number, int all);
void progress_tick(void); /* now and then */
void progress_clear(void);
