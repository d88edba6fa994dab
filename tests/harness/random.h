/* A small program for each number, to be studied by step.
 *
 * An even one: two to four threads with a few operations each, on words, locks
 * and condition variables. An odd one: two processes, which also have
 * semaphores and sometimes a pipe, and whose parent may wait for them in
 * several ways. */
#pragma once

/* Be that program; returns what main should return. */
int random_program(unsigned number);
