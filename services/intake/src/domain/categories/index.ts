export { treeOf, type Leaf, type Tree, type TreeNode } from "./tree.ts";
export {
  answered,
  DATATYPES,
  mustNotStop,
  type Answered,
  type Answers,
  type Choice,
  type Datatype,
  type GivenAnswers,
  type Question,
  type Stop,
} from "./questions.ts";
export { cellOf, cellsAround, distance, isNear, type DuplicateRule, type Spot } from "./similar.ts";
