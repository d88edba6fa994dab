#include "class.h"

#include "format.h"
#include "tally.h"

#include "kit/die.h"
#include "kit/json.h"
#include "kit/memstream.h"
#include "kit/whole_file.h"

#include <stdlib.h>
#include <string.h>

/* A student's row: the sums over two programs. */
struct row_sums {
    double score, max_score, not_judged;
    char lab[64], version[32], rubric[65], sources[2 * 65 + 1];
};

static double
number(const char *object, const char *name)
{
    char text[32];

    json_text(json_get(object, name), text, sizeof(text));
    return strtod(text, NULL);
}

static void
add(struct row_sums *sums, const char *object)
{
    char hash[65];
    size_t length = strlen(sums->sources);

    sums->score += number(object, "score");
    sums->max_score += number(object, "max_score");
    sums->not_judged += number(object, "not_judged");
    json_text(json_get(object, "lab"), sums->lab, sizeof(sums->lab));
    json_text(
        json_get(object, "version"), sums->version, sizeof(sums->version));
    json_text(
        json_get(object, "rubric_hash"), sums->rubric, sizeof(sums->rubric));
    json_text(json_get(object, "sources_hash"), hash, sizeof(hash));
    snprintf(sums->sources + length, sizeof(sums->sources) - length, "%s%s",
        length > 0 ? " " : "", hash);
}

static void
report_student(
    FILE *csv, const struct student *student, struct class_tally *tally)
{
    struct row_sums sums = {0};
    const char *file = strrchr(student->result, '/') + 1;
    FILE *results = student->is_graded ? fopen(student->result, "re") : NULL;
    char *line = NULL;
    size_t room = 0;

    format_csv_text(csv, student->name);
    if (!student->is_graded) {
        fputs(",,,,,,,,\r\n", csv);
        return;
    }
    while (results != NULL && getline(&line, &room, results) > 0) {
        add(&sums, line);
        tally_enter(tally, line, file);
    }
    if (results == NULL || ferror(results))
        die(STATUS_CANNOT, "%s: %m: cannot read a result", student->result);
    free(line);
    fclose(results);
    fprintf(csv, ",%s,%.6g,%g,%g,%s,%s,%s,results/%s\r\n", sums.lab, sums.score,
        sums.max_score, sums.not_judged, sums.version, sums.rubric,
        sums.sources, file);
}

static void
write_summary(FILE *out, const struct class_list *list, int graded,
    const struct class_tally *tally)
{
    fprintf(out, "%d of %d graded\n\n", graded, list->count);
    tally_print(out, tally);
}

static void
print_json(
    const struct class_list *list, int graded, const struct class_tally *tally)
{
    printf("{\"students\": %d, \"graded\": %d, ", list->count, graded);
    tally_print_json(stdout, tally);
    printf("}\n");
}

bool
class_report(const struct class_list *list, const struct class_order *order)
{
    static struct class_tally tally;
    char grades[CLASS_PATH_BYTES + 16], beside[CLASS_PATH_BYTES + 16];
    char *rows, *summary;
    size_t length;
    int graded = 0;

    FILE *csv = memstream_open(&rows, &length, "a report");
    fputs("student,lab,score,max_score,not_judged,version,rubric_hash,"
          "sources_hash,result\r\n",
        csv);
    for (int i = 0; i < list->count; i++) {
        report_student(csv, &list->student[i], &tally);
        graded += list->student[i].is_graded;
    }
    memstream_close(csv, "a report");
    FILE *text = memstream_open(&summary, &length, "a report");
    write_summary(text, list, graded, &tally);
    memstream_close(text, "a report");
    snprintf(grades, sizeof(grades), "%s/grades.csv", list->out);
    snprintf(beside, sizeof(beside), "%s/summary.txt", list->out);
    const char *path = order->csv != NULL ? order->csv : grades;
    bool good = whole_file_put("--csv", path, rows, strlen(rows)) &&
                whole_file_put("--jobs", beside, summary, strlen(summary));
    if (order->json)
        print_json(list, graded, &tally);
    else
        printf("%s\nwho has what: %s\n", summary, path);
    free(rows);
    free(summary);
    return good;
}
