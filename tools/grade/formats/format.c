#include "../format.h"
#include "../report.h"
#include "../rubric.h"

#include "kit/json.h"

const struct format formats[FORMATS] = {
    [FORMAT_JUNIT] = {"--junit", write_junit, false},
    [FORMAT_GRADESCOPE] = {"--gradescope", write_gradescope, false},
    [FORMAT_PRAIRIELEARN] = {"--prairielearn", write_prairielearn, false},
    [FORMAT_CLASSROOM] = {"--classroom", write_classroom, true},
    [FORMAT_CSV] = {"--csv", write_csv, false},
};

const char *
format_output(const struct result *result)
{
    return result->output != NULL ? result->output : "not judged yet\n";
}

void
format_member(FILE *out, const char *name, const char *text)
{
    json_name(out, name);
    json_string(out, text);
    fputs(", ", out);
}

void
format_check_name(char *name, size_t size, const struct reports *reports,
    int report, int result)
{
    const struct report *whole = &reports->report[report];

    snprintf(name, size, "%s%s%s", reports->count > 1 ? whole->model : "",
        reports->count > 1 ? " " : "", whole->result[result].row->name);
}
