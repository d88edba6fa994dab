/* expect: holds */

/* Parents and children know each other by the same ids. */

#include <assert.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t *told = mmap(
        NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t me = getpid();

    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0) {
            assert(getppid() == me && getpid() != me && gettid() == getpid());
            told[i] = getpid();
            pid_t inner = fork();
            if (inner == 0) {
                assert(getppid() == told[i] && getpid() != told[i]);
                _exit(7);
            }
            int status = 0;
            assert(waitpid(inner, &status, 0) == inner);
            _exit(WEXITSTATUS(status));
        }
        int status = 0;
        assert(waitpid(child, &status, 0) == child && told[i] == child);
        assert(WEXITSTATUS(status) == 7);
    }
    return getpid() != me;
}
