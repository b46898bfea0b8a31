import type { Project } from "../../domain/grants/allocation/index.ts";
import type { OrganizationsPort, SelectionPort } from "../ports.ts";

/** What grants ask of the other parts of the service. */
export interface GrantPorts {
  readonly organizations: OrganizationsPort;
  readonly selection: SelectionPort;
  /** 购买服务 and other public money besides grants, for the check for duplicate funding: what runs between two days. */
  readonly otherProjects: (from: string, until: string) => Promise<readonly Project[]>;
}
