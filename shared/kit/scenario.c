#include "scenario.h"

#include "json.h"

const char *const scenario_expectations[] = {"lesson", "exact", NULL};

static void
print_lines(FILE *out, const char *const *lines)
{
    putc('[', out);
    for (size_t i = 0; lines[i] != NULL; i++) {
        fputs(i == 0 ? "" : ", ", out);
        json_string(out, lines[i]);
    }
    putc(']', out);
}

static void
print_fields(FILE *out, const struct field *fields, const void *values)
{
    for (const struct field *field = fields; field->name != NULL; field++) {
        const void *place = (const char *)values + field->offset;
        const void *pointer;

        fputs(field == fields ? "" : ", ", out);
        json_name(out, field->name);
        switch (field->type) {
        case FIELD_INTEGER:
            fprintf(out, "%ld", *(const long *)place);
            break;
        case FIELD_REAL:
            json_real(out, *(const double *)place);
            break;
        case FIELD_BOOL:
            fputs(*(const bool *)place ? "true" : "false", out);
            break;
        case FIELD_ADDRESS:
            fprintf(out, "\"%p\"", *(void *const *)place);
            break;
        case FIELD_TEXT:
            json_string(out, place);
            break;
        case FIELD_LINES:
            pointer = *(void *const *)place;
            if (pointer == NULL)
                fputs("null", out);
            else
                print_lines(out, pointer);
            break;
        case FIELD_OBJECT:
            pointer = *(void *const *)place;
            if (pointer == NULL) {
                fputs("null", out);
                break;
            }
            putc('{', out);
            print_fields(out, field->fields, pointer);
            putc('}', out);
            break;
        }
    }
}

void
scenario_json(FILE *out, const void *options, const void *result)
{
    fprintf(out, "{\"scenario\": \"%s\", \"model\": \"%s\", ", scenario.name,
        twin_model);
    options_json(out, scenario.options, options);
    print_fields(out, scenario.fields, result);
    fputs("}\n", out);
}
