/* Four threads, and as many kinds of functions. With an argument, the last is
 * forgotten before it has been joined; with two, main also writes what the
 * first does. */
#include <atomic>
#include <pthread.h>
#include <thread>

std::atomic<int> deposits;

struct Bank {
    static void *deposit(void *unused)
    {
        deposits++;
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
main(int argc, char **)
{
    pthread_t thread[3];
    pthread_create(&thread[0], nullptr, Bank::deposit, nullptr);
    if (argc > 2)
        deposits.store(0);
    pthread_create(&thread[1], nullptr, withdraw, nullptr);
    pthread_create(
        &thread[2], nullptr, [](void *unused) { return unused; }, nullptr);
    std::thread other([] {});
    if (argc > 1)
        other = std::thread();
    for (pthread_t id : thread)
        pthread_join(id, nullptr);
    other.join();
}
