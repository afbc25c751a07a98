// What a token takes for a transfer blob's ciphertext in two steps, without Java: the calls that Keyhaul makes, but for
// the proof, on 1 or more threads.
//   gcc -O2 token-wrap.c -o token-wrap -ldl -lpthread && ./token-wrap MODULE SLOT PIN-FILE 2000 THREADS
// SLOT is the number that `keyhaul token list` shows. The token gets a key pair, which is destroyed at the end: a private
// key in the token, as those that Keyhaul wraps, because a token may take longer for one than for a session's.
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef unsigned long ulong_t;
typedef unsigned char byte_t;
typedef struct { ulong_t type; void *value; ulong_t length; } attribute_t;
typedef struct { ulong_t type; void *parameter; ulong_t length; } mechanism_t;
typedef struct { ulong_t hash, mgf, source; void *data; ulong_t length; } oaep_t;

// The functions of PKCS#11 that are used, by name: every module exports them beside C_GetFunctionList.
static ulong_t (*C_Initialize)(void *);
static ulong_t (*C_OpenSession)(ulong_t, ulong_t, void *, void *, ulong_t *);
static ulong_t (*C_Login)(ulong_t, ulong_t, byte_t *, ulong_t);
static ulong_t (*C_GenerateKeyPair)(ulong_t, mechanism_t *, attribute_t *, ulong_t, attribute_t *, ulong_t, ulong_t *,
                                    ulong_t *);
static ulong_t (*C_GenerateKey)(ulong_t, mechanism_t *, attribute_t *, ulong_t, ulong_t *);
static ulong_t (*C_GetAttributeValue)(ulong_t, ulong_t, attribute_t *, ulong_t);
static ulong_t (*C_CreateObject)(ulong_t, attribute_t *, ulong_t, ulong_t *);
static ulong_t (*C_WrapKey)(ulong_t, mechanism_t *, ulong_t, ulong_t, byte_t *, ulong_t *);
static ulong_t (*C_DestroyObject)(ulong_t, ulong_t);

enum {
    CKA_CLASS = 0x0, CKA_TOKEN = 0x1, CKA_PRIVATE = 0x2, CKA_KEY_TYPE = 0x100, CKA_SENSITIVE = 0x103,
    CKA_ENCRYPT = 0x104, CKA_DECRYPT = 0x105, CKA_WRAP = 0x106, CKA_UNWRAP = 0x107, CKA_SIGN = 0x108,
    CKA_VERIFY = 0x10a, CKA_DERIVE = 0x10c, CKA_MODULUS = 0x120, CKA_MODULUS_BITS = 0x121,
    CKA_PUBLIC_EXPONENT = 0x122, CKA_VALUE_LEN = 0x161, CKA_EXTRACTABLE = 0x162, CKA_MODIFIABLE = 0x170,
    CKA_COPYABLE = 0x171
};
enum { CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0, CKM_RSA_PKCS_OAEP = 0x9, CKM_SHA_1 = 0x220, CKM_AES_KEY_GEN = 0x1080,
       CKM_AES_KEY_WRAP_PAD = 0x210a };

static ulong_t slot, target, public_class = 2, rsa_type = 0, aes_bytes = 32;
static byte_t yes = 1, no = 0, modulus[512], exponent[8];
static ulong_t modulus_bytes = sizeof modulus, exponent_bytes = sizeof exponent;
static int rounds;

static void check(ulong_t rv, const char *what) {
    if (rv != 0) {
        fprintf(stderr, "token-wrap: %s: 0x%lx\n", what, rv);
        exit(1);
    }
}

static double micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

#define FLAG(type, on) {type, &on, 1}
#define NUMBER(type, value) {type, &value, sizeof value}
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void *wrap(void *unused) {
    (void)unused;
    oaep_t oaep = {CKM_SHA_1, 1, 1, NULL, 0};
    mechanism_t oaep_mechanism = {CKM_RSA_PKCS_OAEP, &oaep, sizeof oaep};
    mechanism_t kwp = {CKM_AES_KEY_WRAP_PAD, NULL, 0}, generate = {CKM_AES_KEY_GEN, NULL, 0};
    attribute_t kek[] = {NUMBER(CKA_CLASS, public_class), NUMBER(CKA_KEY_TYPE, rsa_type),
                         {CKA_MODULUS, modulus, modulus_bytes}, {CKA_PUBLIC_EXPONENT, exponent, exponent_bytes},
                         FLAG(CKA_WRAP, yes), FLAG(CKA_PRIVATE, no), FLAG(CKA_ENCRYPT, no), FLAG(CKA_VERIFY, no),
                         FLAG(CKA_TOKEN, no)};
    attribute_t aes[] = {NUMBER(CKA_VALUE_LEN, aes_bytes), FLAG(CKA_WRAP, yes), FLAG(CKA_UNWRAP, yes),
                         FLAG(CKA_EXTRACTABLE, yes), FLAG(CKA_SENSITIVE, yes), FLAG(CKA_PRIVATE, yes),
                         FLAG(CKA_TOKEN, no), FLAG(CKA_ENCRYPT, no), FLAG(CKA_DECRYPT, no), FLAG(CKA_SIGN, no),
                         FLAG(CKA_VERIFY, no), FLAG(CKA_DERIVE, no), FLAG(CKA_MODIFIABLE, no), FLAG(CKA_COPYABLE, no)};
    ulong_t session, kek_handle, aes_handle;
    byte_t out[8192];
    check(C_OpenSession(slot, 6, NULL, NULL, &session), "C_OpenSession");
    for (int i = 0; i < rounds; i++) {
        ulong_t length = sizeof out;
        check(C_CreateObject(session, kek, COUNT(kek), &kek_handle), "C_CreateObject");
        check(C_GenerateKey(session, &generate, aes, COUNT(aes), &aes_handle), "C_GenerateKey");
        check(C_WrapKey(session, &kwp, aes_handle, target, out, &length), "C_WrapKey of the target");
        length = sizeof out;
        check(C_WrapKey(session, &oaep_mechanism, kek_handle, aes_handle, out, &length), "C_WrapKey of the AES key");
        check(C_DestroyObject(session, aes_handle), "C_DestroyObject");
        check(C_DestroyObject(session, kek_handle), "C_DestroyObject");
    }
    return NULL;
}

static ulong_t read_pin(const char *file, byte_t *pin, size_t size) {
    FILE *in = fopen(file, "r");
    size_t length = in == NULL ? 0 : fread(pin, 1, size, in);
    if (length == 0) {
        perror("token-wrap: PIN file");
        exit(1);
    }
    fclose(in);
    while (length > 0 && (pin[length - 1] == '\n' || pin[length - 1] == '\r')) length--;
    return length;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: token-wrap MODULE SLOT PIN-FILE ROUNDS THREADS\n");
        return 2;
    }
    void *module = dlopen(argv[1], RTLD_NOW);
    if (module == NULL) {
        fprintf(stderr, "token-wrap: %s\n", dlerror());
        return 1;
    }
#define LOAD(name) *(void **)&name = dlsym(module, #name)
    LOAD(C_Initialize); LOAD(C_OpenSession); LOAD(C_Login); LOAD(C_GenerateKeyPair); LOAD(C_GenerateKey);
    LOAD(C_GetAttributeValue); LOAD(C_CreateObject); LOAD(C_WrapKey); LOAD(C_DestroyObject);
    slot = strtoul(argv[2], NULL, 0);
    rounds = atoi(argv[4]);
    int threads = atoi(argv[5]);
    struct { void *f[4]; ulong_t flags; void *reserved; } locking = {{NULL}, 2, NULL};
    check(C_Initialize(&locking), "C_Initialize");
    ulong_t session, public_key, bits = 2048;
    byte_t e[] = {1, 0, 1};
    check(C_OpenSession(slot, 6, NULL, NULL, &session), "C_OpenSession");
    byte_t pin[256];
    check(C_Login(session, 1, pin, read_pin(argv[3], pin, sizeof pin)), "C_Login");
    mechanism_t pair = {CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0};
    attribute_t publics[] = {NUMBER(CKA_MODULUS_BITS, bits), {CKA_PUBLIC_EXPONENT, e, 3}, FLAG(CKA_TOKEN, no)};
    attribute_t privates[] = {FLAG(CKA_TOKEN, yes), FLAG(CKA_PRIVATE, yes), FLAG(CKA_EXTRACTABLE, yes), FLAG(CKA_SENSITIVE, yes)};
    check(C_GenerateKeyPair(session, &pair, publics, COUNT(publics), privates, COUNT(privates), &public_key, &target),
          "C_GenerateKeyPair");
    attribute_t numbers[] = {{CKA_MODULUS, modulus, sizeof modulus}, {CKA_PUBLIC_EXPONENT, exponent, sizeof exponent}};
    check(C_GetAttributeValue(session, public_key, numbers, 2), "C_GetAttributeValue");
    modulus_bytes = numbers[0].length;
    exponent_bytes = numbers[1].length;

    pthread_t ids[64];
    double start = micros();
    for (int i = 0; i < threads && i < 64; i++) {
        pthread_create(&ids[i], NULL, wrap, NULL);
    }
    for (int i = 0; i < threads && i < 64; i++) {
        pthread_join(ids[i], NULL);
    }
    double all = micros() - start;
    check(C_DestroyObject(session, target), "C_DestroyObject of the key");
    printf("%d threads: %.1f us a wrap, %.0f wraps a second\n", threads, all / rounds,
           1e6 * rounds * threads / all);
    return 0;
}
