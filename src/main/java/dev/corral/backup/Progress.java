package dev.corral.backup;

/** Is told how far a piece of work is; throws to end it. */
interface Progress {

    Progress NONE = rows -> {};

    /** So many rows more are done. */
    void rows(long more);
}
