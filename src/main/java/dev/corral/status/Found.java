package dev.corral.status;

/** Ends a diagnosis with what is wrong. */
final class Found extends Exception {

    private final transient Finding finding;

    Found(Finding finding) {
        super(finding.what());
        this.finding = finding;
    }

    Finding finding() {
        return finding;
    }
}
