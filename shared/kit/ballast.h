/* Memory that a program has for no other reason than to have it: what creation
 * costs depends on how much there is. */
#ifndef KIT_BALLAST_H
#define KIT_BALLAST_H

#include <stdbool.h>

/* Have that many resident bytes of private memory, in small pages or, with
 * `huge`, in huge ones. They stay until the program ends. Ends the program with
 * status 77 where there is not so much memory, or no huge pages are given. */
void ballast_have(long bytes, bool huge);

#endif
