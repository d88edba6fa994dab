/* expect: fails; flags: -fopenmp -static; says: B OpenMP */

/* OpenMP's library is part of the program's file, without debugging
 * information: its threads wait for each other before they come to any code
 * that has some. */

static int sum;

int
main(void)
{
#pragma omp parallel num_threads(2)
    sum += 1;
    return sum != 2;
}
