/* expect: holds */

/* What a parent computes on its own is in a child that it makes then. */

#include <sys/wait.h>
#include <unistd.h>
enum { MANY = 4096, ROUNDS = 300 };
static unsigned long table[MANY];
static unsigned long
sum(void)
{
    unsigned long all = 0;

    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < MANY; i++)
            all = all * 31 + (table[i] += round);
    return all;
}
int
main(void)
{
    int status = 0;

    if (fork() == 0)
        _exit(0);
    wait(NULL);
    unsigned long first = sum();
    if (fork() == 0)
        _exit(table[1] != ROUNDS * (ROUNDS - 1) / 2 || sum() == first ||
              table[1] != ROUNDS * (ROUNDS - 1));
    wait(&status);
    return status != 0 || table[1] != ROUNDS * (ROUNDS - 1) / 2;
}
