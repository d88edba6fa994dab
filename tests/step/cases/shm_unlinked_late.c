/* expect: holds */

/* Each process makes the memory that they share if the other has not yet; one
 * name is removed while it is in use, and is another file's later. */

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#define NAME "/step-case-shm_unlinked_late"
static int *
get(void)
{
    int fd = shm_open(NAME, O_CREAT | O_RDWR, 0600);

    if (fd == -1 || ftruncate(fd, sizeof(int)) == -1)
        _exit(2);
    return mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}
int
main(void)
{
    if (fork() == 0) {
        ++*get();
        _exit(0);
    }
    wait(NULL);
    int *first = get();
    ++*first;
    shm_unlink(NAME);
    int *other = get();
    shm_unlink(NAME);
    ++*other;
    return *first != 2 || *other != 1;
}
