/* expect: holds */

/* A child has what its parent has asked for since the beginning, with what the
 * parent had written there, and neither sees what the other writes later. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
enum { BLOCK = 300000 };
int
main(void)
{
    int status = 0;

    if (fork() == 0)
        _exit(0);
    wait(NULL);
    char *heap = malloc(1000), *large = malloc(BLOCK);
    char *map = mmap(
        NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    strcpy(heap, "heap");
    large[BLOCK - 1] = 'l';
    strcpy(map, "map");
    if (fork() == 0) {
        assert(strcmp(heap, "heap") == 0 && strcmp(map, "map") == 0);
        assert(large[BLOCK - 1] == 'l');
        free(large);
        char *own = malloc(2 * BLOCK);
        own[2 * BLOCK - 1] = 'o';
        strcpy(heap, "mine");
        _exit(own[2 * BLOCK - 1] != 'o');
    }
    strcpy(map, "pam");
    wait(&status);
    assert(status == 0 && strcmp(heap, "heap") == 0);
    return 0;
}
