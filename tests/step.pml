/* The unprotected counter, as a model for spin (Holzmann): two workers that load
 * and store, UPDATES times each. The verifier goes through all interleavings and
 * prints the value that each ends with: tests/tools/step.c holds these against
 * what step finds in the real program. */

int counter;
byte done;

proctype worker()
{
    int seen;
    byte update;

    do
    :: update < UPDATES ->
        seen = counter;
        counter = seen + 1;
        update++
    :: else ->
        break
    od;
    done++
}

init
{
    atomic {
        run worker();
        run worker()
    }
    done == 2;
    c_code { printf("final %d\n", now.counter); }
}
