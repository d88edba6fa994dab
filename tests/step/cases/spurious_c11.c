/* expect: crashes; options: --spurious=1; says: returns unsignalled */

/* The waits of C11 return for nothing, too. */

#include <assert.h>
#include <threads.h>
static mtx_t m;
static cnd_t c;
static int ready;
static int
waiter(void *unused)
{
    mtx_lock(&m);
    if (!ready)
        assert(cnd_wait(&c, &m) == thrd_success);
    assert(ready);
    mtx_unlock(&m);
    return unused != NULL;
}
static int
setter(void *unused)
{
    mtx_lock(&m);
    ready = 1;
    cnd_signal(&c);
    mtx_unlock(&m);
    return unused != NULL;
}
int
main(void)
{
    thrd_t p, q;
    mtx_init(&m, mtx_plain);
    cnd_init(&c);
    thrd_create(&p, waiter, NULL);
    thrd_create(&q, setter, NULL);
    thrd_join(p, NULL);
    thrd_join(q, NULL);
}
