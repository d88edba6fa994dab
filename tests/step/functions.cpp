/* Four threads, and as many kinds of functions. */
#include <pthread.h>
#include <thread>

struct Bank {
    static void *deposit(void *unused)
    {
        return unused;
    }
};

namespace {
void *
withdraw(void *unused)
{
    return unused;
}
} // namespace

int
main()
{
    pthread_t thread[3];
    pthread_create(&thread[0], nullptr, Bank::deposit, nullptr);
    pthread_create(&thread[1], nullptr, withdraw, nullptr);
    pthread_create(
        &thread[2], nullptr, [](void *unused) { return unused; }, nullptr);
    std::thread other([] {});
    for (pthread_t id : thread)
        pthread_join(id, nullptr);
    other.join();
}
