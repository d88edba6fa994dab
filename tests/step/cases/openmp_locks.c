/* expect: deadlocks; flags: -fopenmp */

/* Each thread takes the other's second lock first. */

#include <omp.h>

int
main(void)
{
    omp_lock_t locks[2];

    omp_init_lock(&locks[0]);
    omp_init_lock(&locks[1]);
#pragma omp parallel
    {
        int self = omp_get_thread_num();
        omp_set_lock(&locks[self]);
        omp_set_lock(&locks[1 - self]);
        omp_unset_lock(&locks[1 - self]);
        omp_unset_lock(&locks[self]);
    }
}
