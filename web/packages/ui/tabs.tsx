import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";

export interface TabSpec {
    id: string;
    title: string;
    content: ReactNode;
}

/** Sheets beside each other; the chosen one is told to the owner, who keeps it in the address. */
export function Tabs(props: {
    label: string;
    tabs: TabSpec[];
    selected?: string;
    select?: (id: string) => void;
}) {
    return (
        <AriaTabs
            className="tabs"
            {...(props.selected ? { selectedKey: props.selected } : {})}
            onSelectionChange={(key) => props.select?.(String(key))}
        >
            <TabList aria-label={props.label}>
                {props.tabs.map((tab) => (
                    <Tab key={tab.id} id={tab.id}>
                        {tab.title}
                    </Tab>
                ))}
            </TabList>
            {props.tabs.map((tab) => (
                <TabPanel key={tab.id} id={tab.id}>
                    {tab.content}
                </TabPanel>
            ))}
        </AriaTabs>
    );
}
