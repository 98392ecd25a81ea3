/** The link to the account in the header, once there are accounts. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PersonIcon } from "@/components/Icons";
import { accountQuery } from "@/features/account/queries";
import classes from "./Shell.module.css";

export const AccountLink = () => {
  const { data } = useQuery(accountQuery());
  if (!data?.account && !data?.has_accounts) return null;
  return (
    <Link to="/account" className={classes.link}>
      <span className={classes.person}>
        <PersonIcon />
      </span>
      <span className={classes.account}>
        {data.account ? data.account.name : "Sign in"}
      </span>
    </Link>
  );
};
