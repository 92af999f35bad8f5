package dev.corral.policy;

/** The members of JSON bodies that decide something, on any level. */
enum Member {
    MODEL("model"),
    NAME("name"),
    FROM("from"),
    SOURCE("source"),
    DESTINATION("destination"),
    REMOTE_HOST("remote_host"),
    INSECURE("insecure"),
    STREAM("stream"),
    KEEP_ALIVE("keep_alive"),
    OPTIONS("options"),
    RAW("raw"),
    TEMPLATE("template"),
    SYSTEM("system"),
    INSTRUCTIONS("instructions"),
    DEBUG_RENDER_ONLY("_debug_render_only"),
    PROMPT("prompt"),
    INPUT("input"),
    MESSAGES("messages"),
    IMAGES("images"),
    IMAGE("image"),
    TOOLS("tools"),
    MAX_TOKENS("max_tokens"),
    MAX_OUTPUT_TOKENS("max_output_tokens"),
    ROLE("role"),
    CONTENT("content"),
    OUTPUT("output"),
    TYPE("type"),
    IMAGE_URL("image_url"),
    FILE_URL("file_url"),
    URL("url"),
    NUM_CTX("num_ctx"),
    NUM_PREDICT("num_predict"),
    NUM_BATCH("num_batch"),
    NUM_GPU("num_gpu"),
    MAIN_GPU("main_gpu"),
    NUM_THREAD("num_thread"),
    USE_MMAP("use_mmap"),
    DRAFT_NUM_PREDICT("draft_num_predict");

    final String text;

    Member(String text) {
        this.text = text;
    }

    long bit() {
        return 1L << ordinal();
    }
}
