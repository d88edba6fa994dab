/* Will the kernel hand on a robust mutex whose owner dies? */
#pragma once

#include <pthread.h>

/* After pthread_mutex_init: end the program with status 77 where it will not,
 * as in some emulators. The others would wait for ever, and the run would blame
 * the mutex for it. */
void robust_need(pthread_mutex_t *mutex);
