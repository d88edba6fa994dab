/* expect: crashes; flags: -fopenmp */

/* The second region makes one more thread, during the study: the program is
 * started anew, with other addresses on its heap than at first. */

#include <assert.h>

static int sum;

int
main(void)
{
#pragma omp parallel
    {
    }
#pragma omp parallel num_threads(3)
    sum++;
    assert(sum == 3);
}
