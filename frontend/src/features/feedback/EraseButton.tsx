/** The button of a row that erases its verdict. */
import { Button } from "@mantine/core";
import { EraseIcon } from "@/components/Icons";

export const EraseButton = ({ of, onErase }: { of: string; onErase: () => void }) => (
  <Button
    variant="default"
    size="compact-sm"
    leftSection={<EraseIcon size={16} />}
    aria-label={`Erase the verdict on ${of}`}
    onClick={onErase}
  >
    Erase
  </Button>
);
