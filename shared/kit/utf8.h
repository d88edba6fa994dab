/* UTF-8 (RFC 3629), as far as the lab must know it: arguments and paths may
 * hold any bytes. */
#ifndef KIT_UTF8_H
#define KIT_UTF8_H

/* How many bytes has the character at the start of the text? 0 where there is
 * none: at the end, and where the bytes are no UTF-8 (overlong forms,
 * surrogates and what lies beyond U+10FFFF included). */
int utf8_bytes(const char *text);

#endif
