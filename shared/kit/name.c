#include "name.h"

#include "die.h"

#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

void
name_fresh(char name[NAME_BYTES])
{
    unsigned random;

    if (getrandom(&random, sizeof(random), 0) != sizeof(random))
        die(STATUS_CANNOT, "getrandom: %m: cannot make a name of our own");
    snprintf(name, NAME_BYTES, "/twinlab.%d.%08x", (int)getpid(), random);
}
