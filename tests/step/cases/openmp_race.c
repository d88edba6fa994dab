/* expect: crashes; flags: -fopenmp */

/* The sum is no reduction: two threads add to it. */

#include <assert.h>

int
main(void)
{
    int sum = 0;

#pragma omp parallel for
    for (int i = 0; i < 4; i++)
        sum += i;
    assert(sum == 6);
}
