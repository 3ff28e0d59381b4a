import { Data } from "~/chat/data/Data";
import { EraseAccount } from "~/identity/EraseAccount";

/** Everything that people may do with what is theirs. */
export function YourData() {
  return (
    <Data>
      <EraseAccount />
    </Data>
  );
}
