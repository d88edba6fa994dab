/* expect: crashes; says: the assertion "*inside == 1" fails */

/* A crash that depends on the order is a failure, whoever is told. */

#include <assert.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int *inside = mmap(NULL, sizeof(*inside), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            ++*inside;
            assert(*inside == 1);
            --*inside;
            _exit(0);
        }
    wait(&status);
    wait(&status);
    return 0;
}
