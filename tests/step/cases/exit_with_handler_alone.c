/* expect: partial; options: --function=worker --preemptions=1 */

/* The same, where the thread's function alone is controlled. */

#include "exit_with_handler.c"
