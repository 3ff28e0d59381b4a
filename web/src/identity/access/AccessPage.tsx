import { AllKeys } from "./AllKeys";
import { Groups } from "./Groups";
import { Services } from "./Services";

/** Who may what: groups, service accounts, and the keys that there are. */
export function AccessPage() {
  return (
    <div className="space-y-12">
      <Groups />
      <Services />
      <AllKeys />
    </div>
  );
}
