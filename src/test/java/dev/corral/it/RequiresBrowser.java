package dev.corral.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs Chromium and its driver on the PATH. Without them it is skipped and says so; if
 * the environment has {@code CORRAL_BROWSER_TESTS=required}, as in CI, it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresBrowser.Condition.class)
public @interface RequiresBrowser {

    /** Decides for {@link RequiresBrowser}. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Browser.installed()) {
                return ConditionEvaluationResult.enabled("Chromium is there");
            }
            String reason =
                    "No chromium and chromedriver on the PATH; Debian's packages are chromium and"
                            + " chromium-driver.";
            if ("required".equals(System.getenv("CORRAL_BROWSER_TESTS"))) {
                throw new IllegalStateException(reason);
            }
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
