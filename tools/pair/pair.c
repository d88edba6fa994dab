/* pair: run the twins of a scenario with the same arguments, one after the
 * other, and print their results side by side.
 *
 * A scenario names the variants to compare (such as --sync=none, --sync=mutex),
 * so that the models are compared with the same primitive; an option that the
 * user gives replaces them. Each twin is a program of its own, which answers
 * with one JSON object; pair knows nothing else about a scenario. */

#include "help.h"

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"
#include "kit/launch.h"
#include "kit/memory.h"
#include "kit/options.h"
#include "kit/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 60, MAX_TWINS = 64, OUTPUT_BYTES = 65536 };

struct request {
    const char *scenario;
    const char *words[MAX_WORDS]; /* what the user gave, without --json */
    int count;
    bool json, help;
};

static const struct option_row no_options[] = {{.name = NULL}};

static const struct option_page page = {
    .usage = "SCENARIO [options]",
    .question = "What does a scenario do in each model, side by side?",
    .table = no_options,
    .footer = "The options are the scenario's: see SCENARIO --help. With "
              "--json one object holds the results of all twins.",
};

/* Results as they come: the twins' own JSON objects. */
struct results {
    char *objects[MAX_TWINS];
    int count;
    int status; /* STATUS_HELD, or the most serious: 1 before 3 before others */
};

static bool
is_one_of(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

static struct request
read_request(int argc, char **argv)
{
    static const char *const helps[] = {"--help", "-h", "help", NULL};
    struct request request = {.scenario = argv[1]};

    if (argc < 2 || argv[1][0] == '-' || strcmp(argv[1], "help") == 0) {
        options_only(&page, NULL, argc, argv);
        die(STATUS_USAGE, "name a scenario, then its options: see twinlab "
                          "list");
    }
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            request.json = true;
        else if (is_one_of(argv[i], helps))
            request.help = true;
        else if (request.count == MAX_WORDS - 2)
            die(STATUS_USAGE, "too many options: at most %d are accepted",
                MAX_WORDS - 2);
        else
            request.words[request.count++] = argv[i];
    }
    return request;
}

/* "--sync=none" is an option that the user gave as "--sync", "--sync=…" or, as
 * getopt_long allows, "--sy". */
static bool
is_given(const struct request *request, const char *variant)
{
    size_t name = strcspn(variant, "=");

    for (int i = 0; i < request->count; i++) {
        size_t length = strcspn(request->words[i], "=");
        if (length > 2 && length <= name &&
            strncmp(request->words[i], variant, length) == 0)
            return true;
    }
    return false;
}

static void
keep_gravest(struct results *results, int status)
{
    static const int order[] = {STATUS_BROKEN, STATUS_STUCK, STATUS_CANNOT};

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if (status == order[i] || results->status == order[i]) {
            results->status = order[i];
            return;
        }
    if (status != STATUS_HELD)
        results->status = status;
}

/* Run one twin; keep its object. A wrong option would be wrong for all twins:
 * exit. */
static void
run_twin(const struct request *request, const char *program,
    const char *variant, struct results *results)
{
    const char *words[MAX_WORDS + 1] = {0};
    char *out = memory_heap(OUTPUT_BYTES, "a result");
    int n = 0;

    if (results->count == MAX_TWINS)
        die(STATUS_CANNOT, "more than %d results", MAX_TWINS);
    words[n++] = "--json"; /* first: last, it could be taken for a value */
    if (variant != NULL)
        words[n++] = variant;
    for (int i = 0; i < request->count; i++)
        words[n++] = request->words[i];

    int status = launch_run(program, words, out, OUTPUT_BYTES);
    if (status == STATUS_USAGE)
        exit(status);
    if (*out != '{' && *out != '\0') { /* an answer to --version */
        fputs(out, stdout);
        finish();
        exit(status);
    }
    keep_gravest(results, status);
    if (json_get(out, "model").length > 0)
        results->objects[results->count++] = out;
    else
        free(out); /* it has said on stderr why there is none */
}

/* Run all models in one variant, and print their table. */
static void
run_variant(
    const struct request *request, const char *variant, struct results *results)
{
    int first = results->count;
    char program[256];

    for (const char *const *model = home_models(); *model != NULL; model++) {
        snprintf(program, sizeof(program), "%s/%s", *model, request->scenario);
        if (home_has(program))
            run_twin(request, program, variant, results);
    }
    if (request->json || results->count == first)
        return;
    printf("%s%s%s\n", request->scenario, variant ? " " : "",
        variant ? variant : "");
    table_print(stdout, (const char *const *)&results->objects[first],
        results->count - first);
    finish();
}

/* The variants of the scenario, asked of the first model that has it. */
static int
ask_variants(const char *scenario, char *lines, size_t size)
{
    static const char *const question[] = {"--variants", NULL};
    char program[256];

    for (const char *const *model = home_models(); *model != NULL; model++) {
        snprintf(program, sizeof(program), "%s/%s", *model, scenario);
        if (strchr(scenario, '/') == NULL && home_has(program))
            return launch_run(program, question, lines, size);
    }
    die(STATUS_USAGE, "there is no scenario '%s': see twinlab list", scenario);
}

static void
print_json(const struct request *request, const struct results *results)
{
    fputs("{\"scenario\": ", stdout);
    json_string(stdout, request->scenario);
    fputs(", \"twins\": [", stdout);
    for (int i = 0; i < results->count; i++)
        printf("%s%.*s", i == 0 ? "" : ",\n",
            (int)strcspn(results->objects[i], "\n"), results->objects[i]);
    puts("]}");
}

int
main(int argc, char **argv)
{
    struct results results = {.status = STATUS_HELD};
    char lines[1024], name[256];
    bool varied = false;

    begin(typed_name(argv, "pair"));
    struct request request = read_request(argc, argv);
    int status = ask_variants(request.scenario, lines, sizeof(lines));
    if (status != STATUS_HELD)
        return status; /* it has said why */
    snprintf(name, sizeof(name), "twinlab %s", request.scenario);
    launch_as(name);
    if (request.help)
        return help_print(request.scenario);
    if (request.count == 1 && strcmp(request.words[0], "--options") == 0)
        return help_list(request.scenario);
    for (char *rest = lines, *line; (line = strtok_r(rest, "\n", &rest));)
        if (!is_given(&request, line)) {
            run_variant(&request, line, &results);
            varied = true;
        }
    if (!varied)
        run_variant(&request, NULL, &results);
    if (request.json)
        print_json(&request, &results);
    finish();
    for (int i = 0; i < results.count; i++)
        free(results.objects[i]);
    return results.status;
}
