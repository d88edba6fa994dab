/* expect: fails */

/* The same as own_malloc, but there is no debugging information about it. */

#include <pthread.h>
#include <stddef.h>
char heap[65536];
volatile size_t used;
void *_malloc(size_t bytes);
#ifdef __x86_64__
__asm__(".pushsection .bare, \"ax\"\n"
        ".type _malloc, @function\n"
        "_malloc:\n"
        "    mov used(%rip), %rax\n"
        "    lea (%rax, %rdi), %rcx\n"
        "    mov %rcx, used(%rip)\n"
        "    lea heap(%rip), %rcx\n"
        "    add %rcx, %rax\n"
        "    ret\n"
        ".size _malloc, . - _malloc\n"
        ".popsection\n");
#else
void *
_malloc(size_t bytes)
{
    size_t at = used;
    used = at + bytes;
    return heap + at;
}
#endif
static void *
worker(void *unused)
{
    return unused == NULL ? _malloc(16) : NULL;
}
int
main(void)
{
    pthread_t one, two;
    void *first, *second;
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, &first);
    pthread_join(two, &second);
    return first == second;
}
