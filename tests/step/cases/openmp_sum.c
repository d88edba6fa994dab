/* expect: holds; flags: -fopenmp; says: B OpenMP */

/* The threads of OpenMP wait for each other in its library before and after the
 * program's own code; in the second region they are used once more. */

#include <assert.h>

static int sum, seen;

int
main(void)
{
    for (int i = 0; i < 2; i++)
#pragma omp parallel
    {
#pragma omp critical
        sum++;
#pragma omp barrier
#pragma omp single
        seen = sum;
    }
    assert(seen == 4);
}
