/*
 * Brings a master copy back into the token that holds its recovery pair or its AES wrapping key,
 * without Keyhaul.
 *
 *   cc -std=gnu17 -o unwrap-in-token unwrap-in-token.c -ldl
 *   ./unwrap-in-token MODULE TOKEN LABEL COPY/recipient-1.bin NEW-LABEL < pin
 *
 * The copy of an EC or AES key ("curve" or "aes_bits" in the manifest's "key") takes "ec" or "aes"
 * as a sixth argument.
 *
 * The PIN is the first line of standard input. COPY/manifest.json tells the token, the label of the
 * recovery pair or wrapping key ("key_label"), and the file.
 *
 * For a wrapping key ("kind": "token-aes"), the file is AES key wrap with padding (RFC 5649) of the
 * key's PKCS#8, or of an AES key's raw bytes. For a recovery pair ("kind": "token-rsa"), it is
 * RSAES-OAEP (SHA-1) of an AES-256 key, as long as the pair's modulus, and then the same under that
 * AES key: CKM_RSA_AES_KEY_WRAP of PKCS#11. All is opened inside the token; the new key can neither
 * leave it nor be shown.
 *
 * The few declarations of PKCS#11 that are needed are written out (v2.40; 64-bit Unix), so that
 * this file compiles alone.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long CK_ULONG;
typedef unsigned char CK_BYTE;

typedef struct { CK_ULONG type; void *value; CK_ULONG length; } CK_ATTRIBUTE;
typedef struct { CK_ULONG mechanism; void *parameter; CK_ULONG length; } CK_MECHANISM;
typedef struct { CK_ULONG hash, mgf, source; void *source_data; CK_ULONG source_length; } CK_OAEP;
typedef struct { unsigned char version[2]; void *function[68]; } CK_FUNCTION_LIST;

/* Places in the function list. */
enum { INITIALIZE = 0, FINALIZE = 1, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, OPEN_SESSION = 12,
       LOGIN = 18, DESTROY_OBJECT = 22, GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26,
       FIND_OBJECTS = 27, FIND_OBJECTS_FINAL = 28, UNWRAP_KEY = 61 };

enum { CKA_CLASS = 0x0, CKA_TOKEN = 0x1, CKA_PRIVATE = 0x2, CKA_LABEL = 0x3, CKA_KEY_TYPE = 0x100,
       CKA_ID = 0x102, CKA_SENSITIVE = 0x103, CKA_ENCRYPT = 0x104, CKA_DECRYPT = 0x105,
       CKA_WRAP = 0x106, CKA_UNWRAP = 0x107, CKA_SIGN = 0x108, CKA_MODULUS = 0x120,
       CKA_EXTRACTABLE = 0x162 };
enum { CKO_PRIVATE_KEY = 3, CKO_SECRET_KEY = 4, CKK_RSA = 0, CKK_EC = 3,
       CKK_AES = 0x1f };
enum { CKM_RSA_PKCS_OAEP = 0x9, CKM_SHA_1 = 0x220, CKM_AES_KEY_WRAP_PAD = 0x210a,
       CKM_AES_KEY_WRAP_KWP = 0x210b };

static CK_FUNCTION_LIST *p11;

#define CALL(place, ...) (((CK_ULONG(*)()) p11->function[place])(__VA_ARGS__))
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void require(CK_ULONG rv, const char *what) {
    if (rv != 0) {
        fprintf(stderr, "%s: PKCS#11 error 0x%lx\n", what, rv);
        exit(1);
    }
}

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void load(const char *module) {
    void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
    if (!library) fail(dlerror());
    CK_ULONG (*list)(CK_FUNCTION_LIST **) =
        (CK_ULONG(*)(CK_FUNCTION_LIST **)) dlsym(library, "C_GetFunctionList");
    if (!list) fail("not a PKCS#11 module");
    require(list(&p11), "C_GetFunctionList");
    require(CALL(INITIALIZE, NULL), "C_Initialize");
}

/* A token's label is padded with blanks to 32 characters, and is the first member of its info. */
static CK_ULONG slot_of(const char *label) {
    CK_ULONG slots[64], count = LENGTH(slots);
    char info[512], wanted[32];
    memset(wanted, ' ', sizeof wanted);
    memcpy(wanted, label, strlen(label) < 32 ? strlen(label) : 32);
    require(CALL(GET_SLOT_LIST, (CK_BYTE) 1, slots, &count), "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; i++)
        if (CALL(GET_TOKEN_INFO, slots[i], info) == 0 && memcmp(info, wanted, 32) == 0)
            return slots[i];
    fail("no token of that label");
    return 0;
}

static CK_ULONG open_session(CK_ULONG slot) {
    char pin[256];
    CK_ULONG session;
    if (!fgets(pin, sizeof pin, stdin)) fail("no PIN on standard input");
    pin[strcspn(pin, "\r\n")] = 0;
    require(CALL(OPEN_SESSION, slot, 6UL /* serial, read and write */, NULL, NULL, &session),
            "C_OpenSession");
    CK_ULONG rv = CALL(LOGIN, session, 1UL /* user */, pin, (CK_ULONG) strlen(pin));
    memset(pin, 0, sizeof pin);
    require(rv, "C_Login");
    return session;
}

/* Returns how many keys of that class and label there are, and the first of them. */
static CK_ULONG find(CK_ULONG session, CK_ULONG class, char *label, CK_ULONG *key) {
    CK_ULONG keys[2], found = 0;
    CK_ATTRIBUTE search[] = {{CKA_CLASS, &class, sizeof class}, {CKA_LABEL, label, strlen(label)}};
    require(CALL(FIND_OBJECTS_INIT, session, search, 2UL), "C_FindObjectsInit");
    require(CALL(FIND_OBJECTS, session, keys, 2UL, &found), "C_FindObjects");
    CALL(FIND_OBJECTS_FINAL, session);
    if (found > 0) *key = keys[0];
    return found;
}

static CK_ULONG modulus_bytes(CK_ULONG session, CK_ULONG key) {
    CK_ATTRIBUTE modulus = {CKA_MODULUS, NULL, 0};
    require(CALL(GET_ATTRIBUTE_VALUE, session, key, &modulus, 1UL), "C_GetAttributeValue");
    return modulus.length;
}

/* The AES key can unwrap and nothing else, and goes with the session. */
static CK_ULONG unwrap_aes(CK_ULONG session, CK_ULONG recovery, CK_BYTE *oaep, CK_ULONG length) {
    CK_BYTE yes = 1, no = 0;
    CK_ULONG class = CKO_SECRET_KEY, type = CKK_AES, key;
    CK_OAEP parameters = {CKM_SHA_1, 1 /* MGF1 with SHA-1 */, 1 /* label, empty */, NULL, 0};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_OAEP, &parameters, sizeof parameters};
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_TOKEN, &no, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
        {CKA_EXTRACTABLE, &no, 1}, {CKA_ENCRYPT, &no, 1}, {CKA_DECRYPT, &no, 1},
        {CKA_WRAP, &no, 1}, {CKA_UNWRAP, &yes, 1}};
    require(CALL(UNWRAP_KEY, session, &mechanism, recovery, oaep, length, template,
                 LENGTH(template), &key),
            "C_UnwrapKey of the AES key (was the copy made for this recovery pair?)");
    return key;
}

/* Tokens name AES key wrap with padding in two ways; SoftHSM 2.6 knows the second name only. */
static void unwrap_target(CK_ULONG session, CK_ULONG aes, CK_BYTE *kwp, CK_ULONG length,
                          char *label, CK_ULONG type) {
    CK_BYTE yes = 1, no = 0;
    CK_ULONG class = type == CKK_AES ? CKO_SECRET_KEY : CKO_PRIVATE_KEY, key, rv;
    CK_ULONG use = type == CKK_AES ? CKA_ENCRYPT : CKA_SIGN;
    CK_BYTE decrypt = type != CKK_EC;
    CK_MECHANISM mechanism = {CKM_AES_KEY_WRAP_KWP, NULL, 0};
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
        {CKA_EXTRACTABLE, &no, 1}, {use, &yes, 1}, {CKA_DECRYPT, &decrypt, 1},
        {CKA_UNWRAP, &no, 1}, {CKA_LABEL, label, strlen(label)}, {CKA_ID, label, strlen(label)}};
    rv = CALL(UNWRAP_KEY, session, &mechanism, aes, kwp, length, template, LENGTH(template), &key);
    if (rv != 0) {
        mechanism.mechanism = CKM_AES_KEY_WRAP_PAD;
        rv = CALL(UNWRAP_KEY, session, &mechanism, aes, kwp, length, template, LENGTH(template),
                  &key);
    }
    require(rv, "C_UnwrapKey of the key (was the copy made for this key of the token?)");
}

int main(int argc, char **argv) {
    static CK_BYTE copy[65536];
    CK_ULONG type = argc == 7 && strcmp(argv[6], "ec") == 0    ? CKK_EC
                    : argc == 7 && strcmp(argv[6], "aes") == 0 ? CKK_AES
                                                               : CKK_RSA;
    if (argc != (type == CKK_RSA ? 6 : 7))
        fail("usage: unwrap-in-token MODULE TOKEN LABEL FILE NEW-LABEL [ec|aes] < pin");
    FILE *file = fopen(argv[4], "rb");
    if (!file) fail("cannot open the copy's file");
    CK_ULONG length = fread(copy, 1, sizeof copy, file);
    fclose(file);

    load(argv[1]);
    CK_ULONG session = open_session(slot_of(argv[2]));
    CK_ULONG key = 0;
    CK_ULONG pairs = find(session, CKO_PRIVATE_KEY, argv[3], &key);
    if (pairs + find(session, CKO_SECRET_KEY, argv[3], &key) != 1)
        fail("there is not exactly one recovery pair or wrapping key of that label");
    if (pairs == 1) {
        CK_ULONG split = modulus_bytes(session, key);
        if (length <= split) fail("the file is too short");
        CK_ULONG aes = unwrap_aes(session, key, copy, split);
        unwrap_target(session, aes, copy + split, length - split, argv[5], type);
        CALL(DESTROY_OBJECT, session, aes);
    } else {
        unwrap_target(session, key, copy, length, argv[5], type);
    }
    CALL(FINALIZE, NULL);
    printf("restored as '%s': compare it with the manifest's key\n", argv[5]);
    return 0;
}
