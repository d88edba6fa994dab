/* What a single run of a twin shows: facts, which the twins force to show
 * themselves. */

#include "../report/format.h"
#include "asking.h"

#include "kit/json.h"

#include <string.h>

/* What was asked of whom, and what the answer has to have. */
struct question {
    enum finding_name name;
    const char *program, *words[7];
    void (*look)(const char *out, struct finding *finding);
};

/* ---- parallel ---- */

static void
took_turns(const char *out, struct finding *finding)
{
    double most = json_number(out, "most_running");

    claims_found(finding,
        most == 1   ? BEARS_FOR
        : most >= 2 ? BEARS_AGAINST
                    : BEARS_NOT,
        "both did their work; at most %.0f ran at any instant", most);
}

static void
ran_at_once(const char *out, struct finding *finding)
{
    double most = json_number(out, "most_running");
    double cpus = json_number(out, "usable_cpus");

    if (cpus >= 2) /* not seen: others may want the CPUs */
        claims_found(finding, most >= 2 ? BEARS_FOR : BEARS_NOT,
            "up to %.0f ran at the same instant, on %.0f CPUs", most, cpus);
    else
        claims_found(finding, BEARS_NOT, "only one CPU is usable");
}

static void
one_executes(const char *out, struct finding *finding)
{
    double holders = json_number(out, "most_holders");
    double most = json_number(out, "most_running");

    claims_found(finding, holders == 1 && most == 1 ? BEARS_FOR : BEARS_AGAINST,
        "of 4 threads at most %.0f held the lock, and %.0f ran, at any instant",
        holders, most);
}

/* ---- lifecycle ---- */

/* Daemons end with the program, all others by themselves. */
static void
came_to_their_end(const char *out, struct finding *finding)
{
    double started = json_number(out, "started");
    double finished = json_number(out, "finished");
    bool daemons = finding == &claims_findings[FINDING_DAEMON];

    claims_found(finding,
        finished == (daemons ? 0 : started) ? BEARS_FOR : BEARS_AGAINST,
        "%.0f of %.0f came to their own end", finished, started);
}

/* ---- deadlock ---- */

static void
got_stuck(const char *out, struct finding *finding)
{
    char answer[32];
    double stuck = json_number(out, "stuck");

    json_text(json_get(out, "answer"), answer, sizeof(answer));
    if (stuck > 0)
        claims_found(
            finding, BEARS_FOR, "%.0f of 2 workers were stuck for ever", stuck);
    else if (stuck == 0)
        claims_found(finding, BEARS_AGAINST,
            "nobody was stuck: the lock answered %s", answer);
}

static void
got_through(const char *out, struct finding *finding)
{
    double finished = json_number(out, "finished");
    double stuck = json_number(out, "stuck");

    claims_found(finding,
        stuck == 0 && finished == 2 ? BEARS_FOR : BEARS_AGAINST,
        "%.0f of 2 workers held it twice and finished", finished);
}

/* ---- prodcons ---- */

static void
went_up_and_down(const char *out, struct finding *finding)
{
    double most = json_number(out, "high_water");
    double stored = json_number(out, "stored");
    double sent = json_number(out, "sent");

    claims_found(finding,
        most > 1 && stored == sent ? BEARS_FOR : BEARS_AGAINST,
        "up to %.0f items were in it; in the end all %.0f had been taken out",
        most, sent);
}

/* ---- pool ---- */

/* A worker whose number is in the log has had a task. */
static int
count_workers(const char *out)
{
    int count = 0;

    for (int i = 0; i < 2; i++) {
        char name[24];
        snprintf(name, sizeof(name), "worker %d ", i);
        count += strstr(out, name) != NULL;
    }
    return count;
}

static void
look_at_pool(struct finding *finding)
{
    enum { RUNS = 10 };
    char out[ANSWER_BYTES];
    int both = 0;

    for (int i = 0; i < RUNS; i++) {
        if (!claims_ask(out, "thread/pool",
                WORDS("--workers=2", "--tasks=2", "--work-us=20000",
                    "--rounds=1", "--json")))
            return;
        both += count_workers(out) == 2;
    }
    claims_found(finding, both == RUNS ? BEARS_FOR : BEARS_AGAINST,
        "each of the two had one in %d of %d runs", both, RUNS);
}

static const struct question questions[] = {
    {FINDING_ONE_AT_A_TIME, "proc/parallel",
        {"--cpus=one", "--workers=2", "--work-ms=5", "--rounds=1", "--json"},
        took_turns},
    {FINDING_LOCK_ONE, "thread/parallel",
        {"--interpreter-lock", "--workers=4", "--work-ms=3", "--rounds=1",
            "--json"},
        one_executes},
    {FINDING_DAEMON, "thread/lifecycle",
        {"--kind=daemon", "--sleep-ms=5", "--json"}, came_to_their_end},
    {FINDING_EXIT, "thread/lifecycle", {"--end=exit", "--sleep-ms=5", "--json"},
        came_to_their_end},
    {FINDING_LEAVE, "thread/lifecycle",
        {"--end=leave", "--sleep-ms=5", "--json"}, came_to_their_end},
    {FINDING_LOST_RELEASE, "thread/deadlock", {"--case=lost-release", "--json"},
        got_stuck},
    {FINDING_TWICE, "thread/deadlock", {"--case=self", "--json"}, got_stuck},
    {FINDING_TWICE_CHECKED, "thread/deadlock",
        {"--case=self", "--sync=errorcheck", "--json"}, got_stuck},
    {FINDING_RLOCK, "thread/deadlock",
        {"--case=self", "--sync=recursive", "--json"}, got_through},
    {FINDING_QUEUE, "thread/prodcons",
        {"--items=200", "--slots=64", "--burst=16", "--work-us=50", "--json"},
        went_up_and_down},
};

static void
ask(struct finding findings[FINDINGS], const struct question *question)
{
    struct finding *finding = &findings[question->name];
    char out[ANSWER_BYTES];

    if (claims_ask(out, question->program, question->words))
        question->look(out, finding);
}

/* The scheduler may leave two on one CPU for that long: so it is tried several
 * times, until they are seen to run at once. */
static void
ask_who_runs_at_once(struct finding findings[FINDINGS])
{
    enum { TRIES = 10 };
    static const struct question question = {FINDING_AT_ONCE, "thread/parallel",
        {"--cpus=all", "--workers=2", "--work-ms=5", "--rounds=1", "--json"},
        ran_at_once};

    for (int i = 0; i == 0 || (i < TRIES && findings[FINDING_AT_ONCE].bearing ==
                                                BEARS_NOT);
         i++)
        ask(findings, &question);
}

/* ---- Speed-ups, with the interval of six rounds. ---- */

static const struct speed_up {
    enum finding_name name;
    const char *program, *words[7], *member;
    double at_least;
} speed_ups[] = {
    {FINDING_WAITING, "proc/parallel",
        {"--cpus=one", "--work=io", "--workers=2", "--work-ms=5", "--rounds=6",
            "--json"},
        "io_speed_up", 1},
    {FINDING_LOCK_IO, "thread/parallel",
        {"--interpreter-lock", "--work=io", "--workers=4", "--work-ms=3",
            "--rounds=6", "--json"},
        "io_lock_speed_up", CLAIMS_MUCH},
    {FINDING_LOCK_CPU, "thread/parallel",
        {"--interpreter-lock", "--work=cpu", "--workers=4", "--work-ms=3",
            "--rounds=6", "--json"},
        "cpu_lock_speed_up", CLAIMS_MUCH},
};

static void
look_at_speed_up(struct finding *finding, const struct speed_up *row)
{
    char out[ANSWER_BYTES], ratio[FORMAT_BYTES];

    finding->at_least = row->at_least;
    finding->figure = no_figure;
    if (!claims_ask(out, row->program, row->words))
        return;
    const char *object = json_get(out, row->member).start;
    if (object == NULL || *object != '{')
        return;
    finding->figure = (struct figure){json_number(object, "median"),
        json_number(object, "low"), json_number(object, "high")};
    format_ratio(ratio, &finding->figure);
    claims_found(finding,
        claims_bearing(
            finding->figure.low, finding->figure.high, finding->at_least),
        "%s times as fast as one, in six rounds", ratio);
}

/* That computing gains nothing supports the claim: a fact, not a figure. */
static void
turn_round(struct finding *finding)
{
    if (finding->bearing != BEARS_NOT)
        finding->bearing =
            finding->bearing == BEARS_FOR ? BEARS_AGAINST : BEARS_FOR;
    finding->figure = no_figure;
}

void
claims_twins(struct finding findings[FINDINGS])
{
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        ask(findings, &questions[i]);
    ask_who_runs_at_once(findings);
    for (size_t i = 0; i < sizeof(speed_ups) / sizeof(speed_ups[0]); i++)
        look_at_speed_up(&findings[speed_ups[i].name], &speed_ups[i]);
    turn_round(&findings[FINDING_LOCK_CPU]);
    look_at_pool(&findings[FINDING_POOL]);
}
