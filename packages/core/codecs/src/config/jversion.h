/* Texts that libjpeg-turbo's table of messages asks for; nobody is shown them. */
#define JVERSION "6b"
#define JCOPYRIGHT ""
#define JCOPYRIGHT_SHORT ""
