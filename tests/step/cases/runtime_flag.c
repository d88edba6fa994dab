/* expect: fails; says: hits 1; lacks: [0x */

/* The C runtime keeps a byte of its own in the word before or around the
 * program's first small variable, and sets it after main: no step, and no row.
 */

#include <pthread.h>
#include <stddef.h>

static volatile char hits;

static void *
hit(void *unused)
{
    hits = (char)(hits + 1);
    return unused;
}

int
main(void)
{
    pthread_t other;
    if (pthread_create(&other, NULL, hit, NULL) != 0)
        return 2;
    hit(NULL);
    pthread_join(other, NULL);
    return hits != 2;
}
