/** The page of the own account, or the form to sign in. */
import { useDocumentTitle } from "@mantine/hooks";
import { QueryView } from "@/components/QueryView";
import { OwnAccount } from "@/features/account/OwnAccount";
import { accountQuery } from "@/features/account/queries";
import { SignIn } from "@/features/account/SignIn";
import classes from "./Pages.module.css";

/** What the address says after Spotify's page. */
const OUTCOMES: Record<string, string> = {
  connected: "Spotify is connected: you can sign in with it from now on.",
  expired: "The sign-in took longer than ten minutes, or began in another browser.",
  refused: "Spotify did not permit the sign-in.",
  unavailable: "Spotify did not answer. Try again later.",
  unknown: "No account is connected with this user of Spotify.",
  taken: "Another account is connected with this user of Spotify.",
};

export const AccountPage = ({ spotify }: { spotify?: string | undefined }) => {
  useDocumentTitle("Account – Segue");
  const outcome = spotify && OUTCOMES[spotify];
  return (
    <div className={classes.narrow}>
      <h1 className={classes.pageTitle}>Account</h1>
      {outcome && <p role="status">{outcome}</p>}
      <QueryView query={accountQuery()} loading={<p className={classes.lead}>…</p>}>
        {(state) =>
          state.account ? (
            <OwnAccount state={state} />
          ) : (
            <>
              <p className={classes.lead}>
                {state.has_accounts ? (
                  "With an account your feedback is the same in every browser."
                ) : (
                  <>
                    There are no accounts yet. Whoever runs Segue makes one with{" "}
                    <code>segue user add</code>.
                  </>
                )}
              </p>
              <SignIn state={state} />
            </>
          )
        }
      </QueryView>
    </div>
  );
};
