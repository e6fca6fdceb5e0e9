import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface Props {
    title: string;
    wide?: boolean;
    close: () => void;
    children: ReactNode;
}

/** A dialog over the page: holds the focus, closes with Escape, gives the focus back. */
export function Dialog({ title, wide, close, children }: Props) {
    return (
        <ModalOverlay className="overlay" isOpen onOpenChange={(open) => open || close()}>
            <Modal className={wide ? "modal wide" : "modal"}>
                <AriaDialog className="dialog">
                    <Heading slot="title" level={2}>
                        {title}
                    </Heading>
                    {children}
                </AriaDialog>
            </Modal>
        </ModalOverlay>
    );
}
