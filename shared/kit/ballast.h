/* Memory that a program allocates only to be larger: what it costs to create a
 * worker depends on how much memory its creator has. */
#pragma once

#include <stdbool.h>

/* Allocate that many bytes of private memory and make them resident, in small
 * pages or, with `huge`, in huge ones. They stay until the program ends. Ends
 * the program with status 77 if there is not enough memory, or if the kernel
 * gives no huge pages. */
void ballast_have(long bytes, bool huge);
