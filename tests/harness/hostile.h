/* What a bad program may try against its grader. The test program becomes one
 * of them when it is started again with --be, a mark, and the name. */
#pragma once

/* Returns its exit status: 0 where the attempt has failed, 1 where it has done
 * harm. The last argument is what it is done to: a file's path, a process. */
int hostile_be(const char *name, const char *object);
